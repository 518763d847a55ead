package dev.maestro.server.domain.chat;

/**
 * How much a chat message may hold.
 *
 * @param contentCharacters the longest content
 * @param attachments how many files it may speak of
 * @param attachmentBytes how large each of them may be
 */
public record MessageLimits(int contentCharacters, int attachments, int attachmentBytes) {
    /** Those of the portal's own description. */
    public static final MessageLimits USUAL = new MessageLimits(2000, 5, 10_485_760);
}
