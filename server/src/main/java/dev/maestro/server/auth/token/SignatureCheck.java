package dev.maestro.server.auth.token;

/** Checks signatures by one key and one algorithm. Implementations are thread-safe. */
@FunctionalInterface
interface SignatureCheck {
    /**
     * Returns whether the signature is that of the text.
     *
     * @param signature of any length and content
     * @throws Exception when the check cannot be made, which is no better than a signature that does not hold
     */
    boolean holds(byte[] text, byte[] signature) throws Exception;
}
