package dev.maestro.server.schema.openapi;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Page;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a route: what it does and for whom, what it is asked with, and what it answers. What every route has,
 * such as the refusal of too many requests, is not said of each.
 *
 * <p>Threads: immutable; each method returns another.
 */
public final class Operation {
    private final Tag tag;
    private final String id;
    private final String summary;
    private final Who who;
    private final List<Parameter> parameters;
    private final @Nullable Content body;
    private final boolean matching;
    private final List<Answered> answers;
    private final Set<ErrorCode> refusals;

    private Operation(
            Tag tag,
            String id,
            String summary,
            Who who,
            List<Parameter> parameters,
            @Nullable Content body,
            boolean matching,
            List<Answered> answers,
            Set<ErrorCode> refusals) {
        this.tag = tag;
        this.id = id;
        this.summary = summary;
        this.who = who;
        this.parameters = List.copyOf(parameters);
        this.body = body;
        this.matching = matching;
        this.answers = List.copyOf(answers);
        this.refusals = Set.copyOf(refusals);
    }

    /**
     * Starts with what it does.
     *
     * @param id a name for programs, unique among all
     */
    public static Operation of(Tag tag, String id, String summary) {
        return new Operation(tag, id, summary, Who.CALLER, List.of(), null, false, List.of(), Set.of());
    }

    public Operation by(Who who) {
        return new Operation(tag, id, summary, who, parameters, body, matching, answers, refusals);
    }

    /** Adds parameters of the query. */
    public Operation asked(Parameter... more) {
        List<Parameter> all =
                Stream.concat(parameters.stream(), Stream.of(more)).toList();
        return new Operation(tag, id, summary, who, all, body, matching, answers, refusals);
    }

    /**
     * Adds a content that must be of a form.
     *
     * @param name the form's, in the description
     * @param like a record whose fields mean the same
     */
    public Operation takes(String name, Form form, @Nullable Class<?> like) {
        return taking(Content.ofOne(List.of(new Content.NamedForm(name, form)), like));
    }

    /** Adds a content that must be of one of two forms. */
    public Operation takesEither(String name, Form form, String other, Form otherForm) {
        return taking(Content.ofOne(
                List.of(new Content.NamedForm(name, form), new Content.NamedForm(other, otherForm)), null));
    }

    private Operation taking(Content content) {
        return new Operation(tag, id, summary, who, parameters, content, matching, answers, refusals);
    }

    /** Says that it is done only at the version that {@code If-Match}, or a field of the content, names. */
    public Operation matching() {
        return new Operation(tag, id, summary, who, parameters, body, true, answers, refusals)
                .refuses(ErrorCode.STALE_VERSION);
    }

    /** Answers one document, whose version is its tag. */
    public Operation document(Class<?> type) {
        return answering(new Answered(200, "The document.", Content.of(type), Answered.TAGGED))
                .answering(new Answered(304, "The document is at the version that was named.", null, Answered.TAGGED))
                .refuses(ErrorCode.NOT_FOUND);
    }

    /** Answers a page of a list. */
    public Operation list(Class<?> type) {
        return asked(
                        Parameter.number(
                                "limit", 1, DocumentQuery.MAX_LIMIT, Page.USUAL_LIMIT, "How many are wanted at most."),
                        Parameter.text("cursor", "Where the page before ended: its `X-Next-Cursor`."))
                .answering(new Answered(200, "A page of the list.", Content.listOf(type), Answered.PAGED));
    }

    /** Answers all of a list. */
    public Operation all(Class<?> type) {
        return answering(new Answered(200, "The list.", Content.listOf(type), Answered.BARE));
    }

    /** Answers what was made. */
    public Operation created(Class<?> type) {
        return answering(new Answered(201, "What was made.", Content.of(type), Answered.MADE));
    }

    /** Answers what was made within something else, and cannot be asked for itself. */
    public Operation added(Class<?> type) {
        return answering(new Answered(201, "What was made.", Content.of(type), Answered.BARE));
    }

    /** Answers a document as it is then. */
    public Operation changed(Class<?> type) {
        return answering(new Answered(200, "The document as it is then.", Content.of(type), Answered.TAGGED));
    }

    public Operation answers(Class<?> type, String meaning) {
        return answering(new Answered(200, meaning, Content.of(type), Answered.BARE));
    }

    /** Answers that something was begun, which goes on after the answer. */
    public Operation begins(Class<?> type) {
        return answering(new Answered(202, "It was begun.", Content.of(type), Answered.BARE));
    }

    /** Answers an object whose fields depend on what there is. */
    public Operation answersObject(String meaning) {
        return answering(new Answered(200, meaning, Content.object(), Answered.BARE));
    }

    /** Answers what is no JSON, whose tag is of its bytes, if it has one. */
    public Operation answersPlain(String meaning, String... mediaTypes) {
        return answering(new Answered(200, meaning, Content.plain(mediaTypes), Answered.BARE));
    }

    /** Answers a file, or that whoever asks has it. */
    public Operation file(String meaning, String... mediaTypes) {
        return answering(new Answered(200, meaning, Content.plain(mediaTypes), Answered.TAGGED))
                .answering(new Answered(304, "The file is the one that was named.", null, Answered.TAGGED));
    }

    private Operation answering(Answered answer) {
        List<Answered> more = new ArrayList<>(answers);
        more.add(answer);
        return new Operation(tag, id, summary, who, parameters, body, matching, more, refusals);
    }

    /** Adds what it may be refused as, beside what everything may. */
    public Operation refuses(ErrorCode... codes) {
        Set<ErrorCode> more = EnumSet.noneOf(ErrorCode.class);
        more.addAll(refusals);
        more.addAll(List.of(codes));
        return new Operation(tag, id, summary, who, parameters, body, matching, answers, more);
    }

    /** Returns the names of the parameters of the query. */
    public Set<String> parameterNames() {
        return parameters.stream().map(Parameter::name).collect(Collectors.toUnmodifiableSet());
    }

    Tag tag() {
        return tag;
    }

    String id() {
        return id;
    }

    String summary() {
        return summary;
    }

    Who who() {
        return who;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    @Nullable
    Content body() {
        return body;
    }

    boolean isMatching() {
        return matching;
    }

    List<Answered> answers() {
        return answers;
    }

    Set<ErrorCode> refusals() {
        return refusals;
    }
}
