package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link LiveChannel} promises. */
abstract class LivePromises {
    private Backend backend;
    /** Of another node, where the store can have several. */
    private LiveChannel there;

    private LiveChannel here;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
        here = backend.live();
        there = contract().openSecond(backend).live();
    }

    @Test
    void whatIsSaidIsHeardHereAndThere() {
        Heard near = listen(here, "a");
        Heard far = listen(there, "a");

        assertThat(say(here, "a", "hello")).isTrue();
        near.await("hello");
        far.await("hello");
    }

    @Test
    void onlyWhoListensToTheTopicHears() {
        Heard other = listen(there, "a:b");
        Heard heard = listen(there, "a");
        say(here, "a:c", "1");
        say(here, "", "2");
        say(here, "a", "3");
        say(here, "a:b", "4");

        heard.await("3");
        other.await("4");
    }

    @Test
    void everyListenerOfATopicHears() {
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            heard.add(listen(i % 2 == 0 ? here : there, "a"));
        }
        say(here, "a", "hello");

        heard.forEach(each -> each.await("hello"));
    }

    @Test
    void whatOneSaysIsHeardInItsOrder() {
        Heard heard = listen(there, "a");
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            said.add("m" + i);
            assertThat(say(here, "a", "m" + i)).isTrue();
        }

        heard.await(said.toArray(String[]::new));
    }

    @Test
    void theOrderHoldsAcrossTopics() {
        List<String> heard = new CopyOnWriteArrayList<>();
        there.subscribe("a", message -> heard.add(new String(message, UTF_8)));
        there.subscribe("b", message -> heard.add(new String(message, UTF_8)));
        for (int i = 0; i < 1_000; i++) {
            say(here, i % 2 == 0 ? "a" : "b", Integer.toString(i));
        }

        await("all", () -> heard.size() == 1_000);
        assertThat(heard.stream().map(Integer::valueOf).toList()).isSorted();
    }

    @Test
    void manyWhoSayThingsAtOnceAreHeardEachInItsOrder() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        there.subscribe("a", message -> heard.add(new String(message, UTF_8)));
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = i + "-";
                running.add(callers.submit(() -> {
                    for (int n = 0; n < 200; n++) {
                        assertThat(say(here, "a", name + n)).isTrue();
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            callers.shutdownNow();
        }

        await("all", () -> heard.size() == 8 * 200);
        for (int i = 0; i < 8; i++) {
            String name = i + "-";
            assertThat(heard.stream()
                            .filter(message -> message.startsWith(name))
                            .map(message -> Integer.valueOf(message.substring(2)))
                            .toList())
                    .isSorted()
                    .hasSize(200);
        }
    }

    @Test
    void nothingIsLostBetweenAListenerAndTheNext() {
        for (int i = 0; i < 200; i++) {
            Heard heard = listen(there, "a");
            say(here, "a", "m" + i);
            heard.awaitFirst("m" + i);
            heard.close();
        }
    }

    @Test
    void whoHasClosedHearsNoMoreAndTheOthersDo() {
        Heard closed = listen(there, "a");
        Heard open = listen(there, "a");
        say(here, "a", "1");
        closed.await("1");
        closed.close();
        closed.close();
        say(here, "a", "2");

        open.await("1", "2");
        assertThat(closed.messages).containsExactly("1");
    }

    @Test
    void aListenerIsCalledByOneThreadAtATime() {
        Set<Thread> threads = new HashSet<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger count = new AtomicInteger();
        for (String topic : List.of("a", "b")) {
            there.subscribe(topic, message -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                threads.add(Thread.currentThread());
                inside.decrementAndGet();
                count.incrementAndGet();
            });
        }
        for (int i = 0; i < 500; i++) {
            say(here, "a", "x");
            say(there, "b", "y");
        }

        await("all", () -> count.get() == 1_000);
        assertThat(threads).hasSize(1);
        assertThat(most).hasValue(1);
    }

    @Test
    void aListenerThatThrowsHearsOn() {
        Heard other = listen(there, "a");
        List<String> heard = new CopyOnWriteArrayList<>();
        there.subscribe("a", message -> {
            heard.add(new String(message, UTF_8));
            throw new IllegalStateException("on purpose");
        });
        say(here, "a", "1");
        say(here, "a", "2");

        other.await("1", "2");
        await("all", () -> heard.equals(List.of("1", "2")));
    }

    @Test
    void aListenerMayListenAndSay() {
        Heard answers = listen(here, "answers");
        Heard late = new Heard();
        there.subscribe("a", message -> {
            late.subscription = there.subscribe("late", text -> late.messages.add(new String(text, UTF_8)));
            say(there, "answers", "yes");
        });
        say(here, "a", "?");
        answers.await("yes");

        await("the late one", () -> {
            say(here, "late", "x");
            return !late.messages.isEmpty();
        });
    }

    @Test
    void anArrayIsTheListenersOwnAndTheCallersAgain() {
        List<byte[]> heard = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            there.subscribe("a", message -> {
                heard.add(message.clone());
                message[0] = 'x';
            });
        }
        Heard after = listen(there, "a");
        byte[] said = "said".getBytes(UTF_8);
        here.publish("a", said);
        said[0] = 'y';
        after.await("said");
        assertThat(heard).allMatch(message -> new String(message, UTF_8).equals("said"));
    }

    @Test
    void bytesArriveAsTheyWere() {
        List<byte[]> heard = new CopyOnWriteArrayList<>();
        there.subscribe("a", heard::add);
        byte[] all = new byte[LiveChannel.MAX_MESSAGE_BYTES];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31);
        }
        here.publish("a", all);
        here.publish("a", new byte[0]);

        await("both", () -> heard.size() == 2);
        assertThat(heard.get(0)).isEqualTo(all);
        assertThat(heard.get(1)).isEmpty();
    }

    @Test
    void whatIsOverItsLimitIsRefused() {
        String longest = "é".repeat(LiveChannel.MAX_TOPIC_LENGTH);
        Heard heard = listen(there, longest);
        say(here, longest, "1");
        heard.await("1");

        assertThatThrownBy(() -> here.publish(longest + "x", new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> here.publish("a", new byte[LiveChannel.MAX_MESSAGE_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> there.subscribe(longest + "x", message -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoSaysTooMuchIsToldAndNeverWaits() {
        Semaphore stuck = new Semaphore(0);
        AtomicInteger heard = new AtomicInteger();
        CountDownLatch began = new CountDownLatch(1);
        there.subscribe("a", message -> {
            began.countDown();
            stuck.acquireUninterruptibly();
            heard.incrementAndGet();
        });
        byte[] large = new byte[LiveChannel.MAX_MESSAGE_BYTES];
        try {
            int taken = 0;
            boolean refused = false;
            // As much as nobody can take in this time.
            for (int i = 0; i < 2_000 && !refused; i++) {
                refused = !here.publish("a", large);
                taken += refused ? 0 : 1;
            }
            assertThat(refused).isTrue();
            assertThat(taken).isPositive();
        } finally {
            stuck.release(Integer.MAX_VALUE / 2);
        }
        await("room again", () -> here.publish("b", new byte[1]));
        assertThat(backend.troubles()).isEmpty();
    }

    @Test
    void aClosedBackendSaysAndHearsNothing() {
        Heard heard = listen(here, "a");
        backend.close();

        assertThat(say(here, "a", "1")).isFalse();
        heard.close();
        here.subscribe("a", message -> heard.messages.add("late")).close();
        assertThat(heard.messages).isEmpty();
    }

    private static boolean say(LiveChannel channel, String topic, String text) {
        return channel.publish(topic, text.getBytes(UTF_8));
    }

    private static Heard listen(LiveChannel channel, String topic) {
        Heard heard = new Heard();
        heard.subscription = channel.subscribe(topic, message -> heard.messages.add(new String(message, UTF_8)));
        return heard;
    }

    /** What a listener heard. */
    private static final class Heard {
        private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
        private LiveChannel.Subscription subscription = () -> {};

        void await(String... expected) {
            Sample.await("messages", () -> messages.size() >= expected.length);
            assertThat(List.copyOf(messages)).containsExactly(expected);
        }

        void awaitFirst(String expected) {
            Sample.await("a message", () -> !messages.isEmpty());
            assertThat(messages.get(0)).isEqualTo(expected);
        }

        void close() {
            subscription.close();
        }
    }
}
