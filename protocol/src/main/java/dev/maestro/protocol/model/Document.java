package dev.maestro.protocol.model;

/** What every document carries, whatever its kind. */
public interface Document {
    /** Returns the id, unique within the kind and never used again. */
    String id();

    /** Returns the project it belongs to; of a project, its own id. */
    String projectId();

    /** Returns 1 for a new document, one more after each change. */
    long version();
}
