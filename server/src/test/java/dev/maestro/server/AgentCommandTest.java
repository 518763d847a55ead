package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.agent.AgentOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AgentCommandTest {
    private static AgentOptions options(Map<String, String> environment, String... args) {
        return AgentCommand.options(new CommandLine(AgentCommand.spec()).parseArgs(args), environment);
    }

    @Test
    void theSessionOfTheEnvironmentIsJoined() {
        assertThat(options(Map.of("MAESTRO_SESSION_ID", "s1", "MAESTRO_PROJECT_ID", "p"), "x")
                        .session())
                .contains("s1");
        assertThat(options(Map.of("MAESTRO_SESSION_ID", "s2", "MAESTRO_AGENT_SESSION", "s1"), "x")
                        .session())
                .contains("s2");
    }

    @Test
    void withinAnAgentsTerminalASessionOfTheSameProjectIsMade() {
        Map<String, String> within =
                Map.of("MAESTRO_SESSION_ID", "s1", "MAESTRO_AGENT_SESSION", "s1", "MAESTRO_PROJECT_ID", "p");
        assertThat(options(within, "x").session()).isEmpty();
        assertThat(options(within, "x").project()).contains("p");
        assertThat(options(within, "--session", "s1", "x").session()).contains("s1");
    }
}
