package dev.carafe.pprof;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where all threads are, virtual ones included. */
final class ThreadDump {
    private ThreadDump() {}

    /** The dump, as {@code jcmd PID Thread.dump_to_file} writes it. */
    static byte[] text() throws IOException {
        Path folder = Files.createTempDirectory("carafe-");
        Path file = folder.resolve("threads"); // the JVM writes no file that is there
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
