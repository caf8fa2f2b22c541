package dev.carafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StartedProcessTest {
    @TempDir
    Path folder;

    /** A programme that starts a server, says which process that is, and measures for ever. */
    static final class Programme {
        private Programme() {}

        public static void main(String[] args) throws Exception {
            Assignment server = new Assignment("s", "s", "sleep 600");
            StartedProcess started = StartedProcess.start(server, Path.of(args[0]));
            System.out.println(started.measured().pid());
            System.out.flush();
            new CountDownLatch(1).await();
        }
    }

    /** SIGTERM alone: who runs in a shell's background ignores SIGINT, as do the processes that it starts. */
    @Test
    void aServerEndsWithTheProgrammeThatASignalEnds() throws Exception {
        Process programme = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Programme.class.getName(),
                        folder.resolve("log").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(programme.getInputStream(), UTF_8))) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            try {
                assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(programme.pid()))
                                .start()
                                .waitFor())
                        .isZero();
                programme.waitFor();
                assertThat(server.isAlive()).isFalse();
            } finally {
                server.destroyForcibly();
            }
        } finally {
            programme.destroyForcibly();
        }
    }

    @Test
    void aServerEndsWhenItIsClosed() throws Exception {
        StartedProcess started = StartedProcess.start(new Assignment("s", "s", "sleep 600"), folder.resolve("log"));
        ProcessHandle server = ProcessHandle.of(started.measured().pid()).orElseThrow();
        started.close();
        assertThat(server.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }
}
