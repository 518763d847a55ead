package dev.maestro.server.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of PromQL speaks of: which meters, with which labels. Of the language only what the deployed files use.
 *
 * @param selectors meters, each with what its labels are held against
 * @param grouped labels by which results are told apart or matched
 */
record PromExpression(List<Selector> selectors, Set<String> grouped) {
    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*]|[a-zA-Z_:][\\w:]*|[0-9.]+|=~|!~|!=|[<>=]=?|\\S");
    private static final Set<String> GROUPING = Set.of("by", "on", "without", "ignoring");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");
    private static final Set<String> FUNCTIONS =
            Set.of("sum", "rate", "increase", "max", "min", "topk", "histogram_quantile");

    /** A meter as it is asked for. */
    record Selector(String meter, List<Matching> matchings) {}

    /** What a label's value must be. */
    record Matching(String label, String operator, String value) {}

    /** Reads an expression; one that has more than this knows fails. */
    static PromExpression read(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        List<Selector> selectors = new ArrayList<>();
        Set<String> grouped = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (!Character.isLetter(token.charAt(0)) || OPERATORS.contains(token) || FUNCTIONS.contains(token)) {
                continue;
            }
            if (GROUPING.contains(token)) {
                int end = i + tokens.subList(i, tokens.size()).indexOf(")");
                tokens.subList(i + 2, end).stream()
                        .filter(each -> !each.equals(","))
                        .forEach(grouped::add);
                i = end;
            } else if (next.equals("(")) {
                throw new AssertionError("a function that is not known, " + token + ", in " + expression);
            } else if (next.equals("{")) {
                int end = i + tokens.subList(i, tokens.size()).indexOf("}");
                selectors.add(new Selector(token, matchings(tokens.subList(i + 2, end))));
                i = end;
            } else {
                selectors.add(new Selector(token, List.of()));
            }
        }
        return new PromExpression(List.copyOf(selectors), Set.copyOf(grouped));
    }

    private static List<Matching> matchings(List<String> tokens) {
        List<Matching> matchings = new ArrayList<>();
        for (int i = 0; i + 2 < tokens.size(); i += 4) {
            String value = tokens.get(i + 2);
            matchings.add(new Matching(tokens.get(i), tokens.get(i + 1), value.substring(1, value.length() - 1)));
        }
        return List.copyOf(matchings);
    }
}
