package dev.maestro.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of a page to a file or a heading leads there. */
class DocLinksTest {
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^\\s*(`{3,})[^`\n]*\n.*?^\\s*\\1\\s*$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");

    @ParameterizedTest
    @MethodSource("dev.maestro.server.docs.Page#names")
    void everyLinkLeadsSomewhere(String page) throws IOException {
        Path file = Page.ROOT.resolve(page);
        List<String> broken = new ArrayList<>();
        for (String link : links(text(file))) {
            if (!leads(file, link)) {
                broken.add(link);
            }
        }
        assertThat(broken).as("links of " + page + " that lead nowhere").isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheIndex() throws IOException {
        Set<Path> reached = new HashSet<>();
        List<Path> next =
                new ArrayList<>(List.of(Page.ROOT.resolve("docs/README.md").normalize()));
        while (!next.isEmpty()) {
            Path file = next.remove(next.size() - 1);
            if (reached.add(file) && file.toString().endsWith(".md")) {
                for (String link : links(text(file))) {
                    Path target =
                            file.resolveSibling(link.replaceFirst("#.*", "")).normalize();
                    next.addAll(Files.isRegularFile(target) ? List.of(target) : List.of());
                }
            }
        }
        assertThat(reached)
                .containsAll(Page.names().stream()
                        .map(name -> Page.ROOT.resolve(name).normalize())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is kept                     | what-is-kept
            `agent`, and watch               | agent-and-watch
            [Rest](rest.md) of it            | rest-of-it
            A: "b" – c_d                     | a-b--c_d
            """)
    void anchorsAreMadeAsGitHubDoes(String heading, String anchor) {
        assertThat(anchors("# " + heading + "\n")).containsExactly(anchor);
    }

    @Test
    void headingsInBlocksAndRepeatedOnesAreToldApart() {
        assertThat(anchors("# a\n```\n# b\n```\n## a\n")).containsExactlyInAnyOrder("a", "a-1");
    }

    private static boolean leads(Path page, String link) throws IOException {
        if (link.startsWith("https://") || link.startsWith("http://")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || anchors(text(target)).contains(parts[1]);
    }

    private static List<String> links(String text) {
        return LINK.matcher(unfenced(text).replaceAll("`[^`\n]*`(?!])", ""))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Set<String> anchors(String text) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        for (String heading : HEADING.matcher(unfenced(text))
                .results()
                .map(DocLinksTest::anchor)
                .toList()) {
            int before = seen.merge(heading, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? heading : heading + "-" + before);
        }
        return anchors;
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private static String unfenced(String text) {
        return FENCED.matcher(text).replaceAll("");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
