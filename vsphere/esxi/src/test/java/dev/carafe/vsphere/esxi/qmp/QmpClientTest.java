package dev.carafe.vsphere.esxi.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.testing.FakeQmp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmpClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void greetsNegotiatesAndAnswers() throws Exception {
        try (FakeQmp qemu = serve((_, _) -> JsonObject.of("status", "running"));
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE)) {
            assertThat(client.version()).isEqualTo("10.0.2");
            assertThat(new QemuMonitor(client).status()).isEqualTo(RunState.RUNNING);
            assertThat(qemu.commands()).containsExactly("qmp_capabilities", "query-status");
        }
    }

    @Test
    void aGuestThatSleepsIsWoken() throws Exception {
        try (FakeQmp qemu = serve((_, _) -> JsonObject.of("status", "suspended"));
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE)) {
            QemuMonitor monitor = new QemuMonitor(client);
            assertThat(monitor.status()).isEqualTo(RunState.SUSPENDED);
            monitor.wakeup();
            assertThat(qemu.commands()).endsWith("system_wakeup");
        }
    }

    @Test
    void aRefusalKeepsQemusClass() throws Exception {
        try (FakeQmp qemu = serve((command, _) -> {
                    throw new QmpException(command, "DeviceNotFound", "");
                });
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE)) {
            assertThatThrownBy(() -> new QemuMonitor(client).deviceDel("dev4000"))
                    .isInstanceOfSatisfying(
                            QmpException.class,
                            refused -> assertThat(refused.errorClass()).isEqualTo("DeviceNotFound"))
                    .hasMessage("QEMU refused device_del: refused by script");
        }
    }

    @Test
    void manyThreadsEachGetTheirOwnAnswer() throws Exception {
        try (FakeQmp qemu = serve((_, arguments) -> arguments);
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                JsonObject arguments = JsonObject.of("n", i);
                answers.add(threads.submit(
                        () -> client.execute("echo", arguments).object("return").number("n", -1)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get()).isEqualTo(i);
            }
        }
    }

    @Test
    void eventsComeInOrderAndTheEndComesLast() throws Exception {
        try (FakeQmp qemu = serve((_, _) -> JsonObject.EMPTY);
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE);
                EventQueue events = client.subscribe()) {
            qemu.event("STOP", JsonObject.EMPTY);
            qemu.event("SHUTDOWN", JsonObject.of("guest", true));
            qemu.drop();
            assertThat(events.take()).isEqualTo(new Notice.Event("STOP", JsonObject.EMPTY));
            assertThat(events.take()).isEqualTo(new Notice.Event("SHUTDOWN", JsonObject.of("guest", true)));
            assertThat(events.take()).isInstanceOf(Notice.Closed.class);
            assertThatThrownBy(() -> client.execute("query-status")).isInstanceOf(QmpClosedException.class);
        }
    }

    @Test
    void aQueueThatNobodyReadsForgetsAndSaysSo() throws Exception {
        try (FakeQmp qemu = serve((_, _) -> JsonObject.EMPTY);
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE);
                EventQueue events = client.subscribe()) {
            for (int i = 0; i < EventQueue.MAX + 10; i++) {
                qemu.event("RTC_CHANGE", JsonObject.of("offset", i));
            }
            client.execute("query-status"); // its answer comes after all the events
            for (int i = 0; i < EventQueue.MAX; i++) {
                assertThat(events.take()).isInstanceOf(Notice.Event.class);
            }
            assertThat(events.take()).isEqualTo(new Notice.Lost());
            assertThat(events.poll(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aCommandUnderWayEndsWithItsConnection() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (FakeQmp qemu = serve((_, _) -> {
                    asked.incrementAndGet();
                    return FakeQmp.SILENCE;
                });
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> client.execute("stop"));
            while (asked.get() == 0) {
                Thread.sleep(1);
            }
            qemu.drop();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(QmpClosedException.class);
        }
    }

    @Test
    void whatIsNoQmpEndsTheConnection() throws Exception {
        for (String bad : List.of("hello\r\n", "[1]\n", "{\"QMP\":\n")) {
            Path socket = folder.resolve("bad" + bad.length());
            try (FakeQmp qemu = new FakeQmp(socket, (_, _) -> JsonObject.EMPTY, bad)) {
                assertThatThrownBy(() -> QmpClient.connect(qemu.socket(), PATIENCE))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aLineWithoutEndIsNotReadForever() throws Exception {
        try (FakeQmp qemu = serve((_, _) -> JsonObject.EMPTY);
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE);
                EventQueue events = client.subscribe()) {
            String megabyte = " ".repeat(1 << 20);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            qemu.send(megabyte);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(events.take())
                    .isInstanceOfSatisfying(
                            Notice.Closed.class,
                            closed -> assertThat(closed.reason()).contains("a line of more than"));
        }
    }

    @Test
    void aJobIsCompletedWhenReadyAndDismissedWhenDone() throws Exception {
        ConcurrentHashMap<String, String> state = new ConcurrentHashMap<>();
        state.put("status", "ready");
        List<Integer> progress = new ArrayList<>();
        try (FakeQmp qemu = serve((command, _) -> switch (command) {
                    case "query-jobs" ->
                        List.of(JsonObject.of("id", "j")
                                .with("status", state.getOrDefault("status", ""))
                                .with("current-progress", 5)
                                .with("total-progress", 10));
                    case "job-complete" -> {
                        state.put("status", "concluded");
                        yield JsonObject.EMPTY;
                    }
                    default -> JsonObject.EMPTY;
                });
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE)) {
            new Jobs(client).await("j", progress::add);
            assertThat(qemu.commands())
                    .containsExactly("qmp_capabilities", "query-jobs", "job-complete", "query-jobs", "job-dismiss");
            assertThat(progress).containsExactly(50, 50);
        }
    }

    @Test
    void aFailedJobSaysWhy() throws Exception {
        try (FakeQmp qemu = serve((_, _) -> List.of(JsonObject.of("id", "j")
                        .with("status", "concluded")
                        .with("error", "No space left on device")));
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE)) {
            assertThatThrownBy(() -> new Jobs(client).await("j", _ -> {}))
                    .isInstanceOf(QmpException.class)
                    .hasMessageContaining("No space left on device");
        }
    }

    @Test
    void nodesAddedBeforeOneIsRefusedAreTakenAwayAgain() throws Exception {
        try (FakeQmp qemu = serve((command, arguments) -> {
                    if (command.equals("blockdev-add")
                            && arguments.text("node-name").orElse("").equals("b")) {
                        throw new QmpException(command, "GenericError", "");
                    }
                    return JsonObject.EMPTY;
                });
                QmpClient client = QmpClient.connect(qemu.socket(), PATIENCE)) {
            assertThatThrownBy(() -> new BlockCommands(client)
                            .add(List.of(JsonObject.of("node-name", "a"), JsonObject.of("node-name", "b"))))
                    .isInstanceOf(QmpException.class);
            assertThat(qemu.commands())
                    .containsExactly("qmp_capabilities", "blockdev-add", "blockdev-add", "blockdev-del");
        }
    }

    private FakeQmp serve(FakeQmp.Script script) throws IOException {
        return new FakeQmp(folder.resolve("qmp.sock"), script);
    }
}
