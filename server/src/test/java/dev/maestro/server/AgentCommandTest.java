package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void theEnvironmentsTokenGoesToTheEnvironmentsHubOrOneOfThisMachine() {
        Map<String, String> within = Map.of("MAESTRO_SERVER_URL", "https://hub.example.org", "MAESTRO_TOKEN", "t1");
        assertThat(options(within, "x").token()).contains("t1");
        assertThat(options(Map.of("MAESTRO_TOKEN", "t1"), "--url", "http://localhost:4000", "x")
                        .token())
                .contains("t1");
        assertThat(options(within, "--url", "https://a.example.org", "--token", "t2", "x")
                        .token())
                .contains("t2");
        assertThatThrownBy(() -> options(within, "--url", "https://a.example.org", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The token of MAESTRO_TOKEN is not sent to https://a.example.org")
                .hasMessageContaining("--token");
    }
}
