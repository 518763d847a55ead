package dev.maestro.server.auth.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an issuer's keys (a JWK set, RFC 7517). A key that cannot be used is left out; the others are not harmed. */
final class JwksDocument {
    private static final Logger log = LoggerFactory.getLogger(JwksDocument.class);
    private static final int MAX_KEYS = 100;

    private JwksDocument() {}

    /**
     * Returns the keys that can be used, in their order.
     *
     * @throws JwksException if it is no key set, or one of more than {@value #MAX_KEYS} keys
     */
    static List<VerificationKey> read(byte[] document) throws JwksException {
        List<VerificationKey> usable = new ArrayList<>();
        for (JsonNode key : keys(document)) {
            try {
                usable.add(Jwk.read(key));
            } catch (GeneralSecurityException e) {
                log.atDebug()
                        .addKeyValue("type", key.path("kty").asText())
                        .addKeyValue("reason", e.getMessage())
                        .log("a key of the issuer's is not used");
            }
        }
        return usable;
    }

    private static JsonNode keys(byte[] document) throws JwksException {
        JsonNode keys;
        try {
            keys = Json.tree(document).path("keys");
        } catch (JsonProcessingException e) {
            throw new JwksException("it is not JSON within the limits", e);
        }
        if (!keys.isArray()) {
            throw new JwksException("it has no array of keys");
        }
        if (keys.size() > MAX_KEYS) {
            throw new JwksException("it has " + keys.size() + " keys, at most " + MAX_KEYS);
        }
        return keys;
    }
}
