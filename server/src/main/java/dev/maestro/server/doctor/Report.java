package dev.maestro.server.doctor;

import dev.maestro.protocol.json.JsonBytes;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Tells what was found. */
public final class Report {
    private final List<Finding> findings;

    public Report(List<Finding> findings) {
        this.findings = List.copyOf(findings);
    }

    /** Returns whether nothing is bad. */
    public boolean good() {
        return count(Verdict.BAD) == 0;
    }

    private long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    /**
     * Prints it for a person.
     *
     * @param paint gives the word of a verdict the colour of what it means
     */
    public void print(PrintWriter output, BiFunction<Verdict, String, String> paint) {
        for (Finding finding : findings) {
            output.printf(
                    "%s  %-9s%s%n",
                    paint.apply(
                            finding.verdict(),
                            "%-4s".formatted(finding.verdict().word())),
                    finding.check(),
                    finding.found());
            if (!finding.mend().isEmpty()) {
                output.printf("%15s-> %s%n", "", finding.mend());
            }
        }
        output.printf("%d ok, %d to look at, %d bad%n", count(Verdict.OK), count(Verdict.WARN), count(Verdict.BAD));
        output.flush();
    }

    /** Returns it for a program. */
    public String json() {
        List<Map<String, Object>> checks = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> check = new LinkedHashMap<>();
            check.put("check", finding.check());
            check.put("verdict", finding.verdict().word());
            check.put("found", finding.found());
            check.put("mend", finding.mend());
            checks.add(check);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("good", good());
        all.put("checks", checks);
        return new String(JsonBytes.of(all).array(), StandardCharsets.UTF_8);
    }
}
