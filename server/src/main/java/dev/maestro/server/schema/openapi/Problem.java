package dev.maestro.server.schema.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refusal as RFC 9457 has it: what {@code application/problem+json} looks like. Nothing is ever written of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        ErrorCode code,
        @Nullable List<ErrorDetail> details,
        @Nullable JsonNode current,
        @Nullable String reference,
        @JsonProperty("retry_after") @Nullable Long retryAfter,
        @Nullable List<String> reasons) {}
