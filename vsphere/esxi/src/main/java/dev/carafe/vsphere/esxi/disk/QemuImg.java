package dev.carafe.vsphere.esxi.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.qemu.ImageFormat;
import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code qemu-img}. Each image is named with its driver and all that is beneath it, so that nothing is guessed from content
 * and no name within a file is followed.
 */
final class QemuImg {
    private static final Pattern PERCENT = Pattern.compile("\\(([0-9]{1,3})\\.[0-9]+/100%\\)");
    private static final int ERROR_MAX_BYTES = 16 << 10;

    private QemuImg() {}

    /** A file of raw content, its room taken at once. */
    static void createRaw(Path file, long bytes, Provisioning provisioning, DiskProgress progress) {
        String preallocation = switch (provisioning) {
            case THIN -> "off";
            case THICK -> "falloc";
            case EAGER_ZEROED -> "full";
        };
        run(
                progress,
                "create",
                "-q",
                "-f",
                "raw",
                "-o",
                "preallocation=" + preallocation,
                file.toString(),
                size(bytes));
    }

    /** An empty layer, to lie over another. */
    static void createOverlay(Path file, long bytes) {
        run(DiskProgress.NONE, "create", "-q", "-f", "qcow2", "-o", "compat=1.1", file.toString(), size(bytes));
    }

    /** Writes all that a chain shows into one raw file, which must be there. */
    static void flatten(List<ImageLayer> baseFirst, Path to, Provisioning provisioning, DiskProgress progress) {
        List<String> command = new ArrayList<>(List.of("convert", "-p", "-O", "raw"));
        switch (provisioning) {
            case THIN -> {}
            case THICK -> command.addAll(List.of("-o", "preallocation=falloc"));
            case EAGER_ZEROED -> command.addAll(List.of("-o", "preallocation=full", "-S", "0"));
        }
        command.add(image(baseFirst));
        command.add(to.toString());
        run(progress, command.toArray(String[]::new));
    }

    /** Writes what the top of a chain holds into what is directly beneath it. */
    static void commit(List<ImageLayer> baseFirst, DiskProgress progress) {
        run(progress, "commit", "-p", "-d", image(baseFirst));
    }

    /** Takes the room for all of a file that has holes; by the system call itself, since the program forgets errors of the library's. */
    static void allocate(Path file, long bytes) {
        execute(DiskProgress.NONE, List.of("fallocate", "--length", String.valueOf(bytes), file.toString()));
    }

    /** Gives back the room of what holds nothing but zeros. */
    static void digHoles(Path file) {
        execute(DiskProgress.NONE, List.of("fallocate", "--dig-holes", file.toString()));
    }

    private static String size(long bytes) {
        return String.valueOf(bytes);
    }

    private static String image(List<ImageLayer> baseFirst) {
        @Nullable JsonObject node = null;
        for (ImageLayer layer : baseFirst) {
            JsonObject file = JsonObject.of("driver", "file")
                    .with("filename", layer.file().toString());
            JsonObject over = JsonObject.of("driver", layer.format().driver()).with("file", file);
            node = node == null || layer.format() == ImageFormat.RAW ? over : over.with("backing", node);
        }
        return "json:" + node;
    }

    private static void run(DiskProgress progress, String... arguments) {
        List<String> command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(List.of(arguments));
        execute(progress, command);
    }

    private static void execute(DiskProgress progress, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException absent) {
            throw new DiskException(
                    DiskException.Kind.FAILED,
                    command.getFirst() + " cannot be started; install the package qemu-utils: " + absent.getMessage(),
                    absent);
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual().name("qemu-img-errors").start(() -> keep(process.getErrorStream(), errors));
        AtomicInteger percent = new AtomicInteger();
        Thread watcher = Thread.ofVirtual().name("qemu-img-progress").start(() -> follow(process, percent));
        try {
            int told = 0;
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (progress.cancelled()) {
                    throw new DiskException(DiskException.Kind.CANCELED, "The operation was canceled");
                }
                int now = percent.get();
                if (now > told) {
                    told = now;
                    progress.percent(now);
                }
            }
            reader.join();
            watcher.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DiskException(DiskException.Kind.CANCELED, "The operation was interrupted", interrupted);
        } finally {
            process.destroyForcibly();
            process.onExit().join(); // it still writes until it is gone
        }
        if (process.exitValue() != 0) {
            throw failure(command, errors.toString(UTF_8).strip());
        }
        progress.percent(100);
    }

    private static DiskException failure(List<String> command, String error) {
        DiskException.Kind kind = DiskException.Kind.FAILED;
        if (error.contains("No space left on device") || error.contains("Disk quota exceeded")) {
            kind = DiskException.Kind.NO_SPACE;
        } else if (error.contains("lock")) {
            kind = DiskException.Kind.LOCKED;
        } else if (error.contains("No such file")) {
            kind = DiskException.Kind.NOT_FOUND;
        } else if (error.contains("corrupt")) {
            kind = DiskException.Kind.CORRUPT;
        }
        return new DiskException(kind, String.join(" ", command.subList(0, 2)) + " failed: " + error);
    }

    private static void keep(InputStream in, ByteArrayOutputStream out) {
        byte[] buffer = new byte[4096];
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, Math.max(0, Math.min(count, ERROR_MAX_BYTES - out.size())));
            }
        } catch (IOException ended) {
            // The pipe of a killed process; what came before is enough.
        }
    }

    /** qemu-img writes {@code (12.34/100%)} and a carriage return, again and again. */
    private static void follow(Process process, AtomicInteger percent) {
        byte[] buffer = new byte[256];
        String tail = "";
        try (InputStream in = process.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                tail += new String(buffer, 0, count, UTF_8);
                Matcher matcher = PERCENT.matcher(tail);
                int end = 0;
                while (matcher.find()) {
                    percent.set(Math.min(99, Integer.parseInt(matcher.group(1))));
                    end = matcher.end();
                }
                tail = tail.substring(Math.max(end, tail.length() - 64));
            }
        } catch (IOException ended) {
            // As above.
        }
    }
}
