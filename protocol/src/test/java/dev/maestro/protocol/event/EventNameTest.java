package dev.maestro.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventNameTest {
    @Test
    void catalogueHas36NamesOverBothWires() {
        assertThat(EventName.nativeOnes().stream()
                        .flatMap(name -> Stream.of(name.wire(), name.rawWire()))
                        .collect(Collectors.toSet()))
                .hasSize(36);
    }

    @Test
    void noTwoEventsHaveTheSameName() {
        assertThat(EventName.values()).extracting(EventName::wire).doesNotHaveDuplicates();
    }

    @Test
    void spawnHasItsOldNameOnTheRawWireOnly() {
        assertThat(EventName.SESSION_SPAWN.wire()).isEqualTo("session:spawn");
        assertThat(EventName.SESSION_SPAWN.rawWire()).isEqualTo("session:spawn_request");
    }

    @Test
    void isFoundByItsWireName() {
        assertThat(EventName.find("mail:received")).contains(EventName.MAIL_RECEIVED);
        assertThat(EventName.find("session:spawn_request")).isEmpty();
    }

    @Test
    void belongsToTheFamilyBeforeTheColon() {
        assertThat(EventName.NOTIFY_PROGRESS.isOf("notify")).isTrue();
        assertThat(EventName.TASK_SESSION_ADDED.isOf("session")).isFalse();
        assertThat(EventName.TASK_CREATED.isOf("tas")).isFalse();
    }
}
