package dev.maestro.protocol.portal;

/** The portal's namespaces, and the templates of those there are many of. */
public enum PortalSpace {
    PORTAL("/portal"),
    PROJECT("/project/{name}"),
    CHAT("/chat/{name}"),
    MONITORING("/monitoring"),
    ADMIN("/admin");

    private final String text;

    PortalSpace(String text) {
        this.text = text;
    }

    /** Returns the namespace's name, or the template's text, starting with a slash. */
    public String text() {
        return text;
    }
}
