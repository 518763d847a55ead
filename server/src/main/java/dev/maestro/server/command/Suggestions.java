package dev.maestro.server.command;

import java.util.Collection;
import java.util.List;

/** Which words may be meant by one that is mistyped. */
public final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /** Returns the words that are nearest to one, at most three, of those a slip or two away. */
    public static List<String> near(String word, Collection<String> known) {
        int slips = word.length() < 5 ? 1 : 2;
        int nearest = known.stream().mapToInt(one -> distance(word, one)).min().orElse(Integer.MAX_VALUE);
        return nearest > slips
                ? known.stream()
                        .filter(one -> word.length() > 2 && one.startsWith(word))
                        .sorted()
                        .limit(MOST)
                        .toList()
                : known.stream()
                        .filter(one -> distance(word, one) == nearest)
                        .sorted()
                        .limit(MOST)
                        .toList();
    }

    /** Returns how many letters must be added, left out, replaced, or swapped with the next. */
    static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, one, other, i, j);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int step(int[][] cost, String one, String other, int i, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
