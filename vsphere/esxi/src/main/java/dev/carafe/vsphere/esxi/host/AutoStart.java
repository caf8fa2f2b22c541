package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.state.StateFile;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.AutoStartDefaults;
import dev.carafe.vsphere.vim.vim25.AutoStartPowerInfo;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManagerConfig;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which machines start with the host, and in what order; in a file, with the boot of the machine that they were last started at. */
final class AutoStart {
    /** As long as a machine is waited for where nobody says. */
    static final int DELAY_SECONDS = 120;

    private static final String NONE = "none";

    private final Path file;
    private HostAutoStartManagerConfig config;
    private String boot = "";

    private AutoStart(Path file, HostAutoStartManagerConfig config) {
        this.file = file;
        this.config = config;
    }

    /** @throws IOException when there is a file that cannot be read */
    static AutoStart open(Path file) throws IOException {
        AutoStart opened = new AutoStart(file, HostConfiguration.autoStart());
        if (Files.exists(file)) {
            String[] parts = Files.readString(file).split("\n", 2);
            Object read = new SoapCodec(Vim25.NAMESPACE)
                    .readValue(new ByteArrayInputStream(parts[parts.length - 1].getBytes(StandardCharsets.UTF_8)));
            if (parts.length != 2 || !(read instanceof HostAutoStartManagerConfig known)) {
                throw new IOException(file + " does not say which machines start with the host");
            }
            opened.boot = parts[0];
            opened.config = known;
        }
        return opened;
    }

    synchronized HostAutoStartManagerConfig config() {
        return config;
    }

    /** Whether it was not yet asked since the machine booted; from now on it was. */
    synchronized boolean isFirstSince(String bootId) throws IOException {
        if (boot.equals(bootId)) {
            return false;
        }
        write(bootId, config);
        return true;
    }

    /**
     * Changes what the spec says: machines by their references; one that neither starts nor stops is forgotten.
     *
     * @throws IOException when it cannot be written; nothing has changed then
     */
    synchronized HostAutoStartManagerConfig change(HostAutoStartManagerConfig spec) throws IOException {
        Map<ManagedObjectReference<VirtualMachine>, AutoStartPowerInfo> machines = new LinkedHashMap<>();
        config.powerInfo().forEach(each -> machines.put(each.key(), each));
        for (AutoStartPowerInfo each : spec.powerInfo()) {
            if (is(each.startAction(), NONE) && is(each.stopAction(), NONE)) {
                machines.remove(each.key());
            } else {
                machines.put(each.key(), each);
            }
        }
        write(
                boot,
                HostAutoStartManagerConfig.builder()
                        .defaults(merged(config.defaults(), spec.defaults()))
                        .powerInfo(machines.values().stream()
                                .sorted(Comparator.comparingInt(AutoStart::order))
                                .toList())
                        .build());
        return config;
    }

    private static @Nullable AutoStartDefaults merged(
            @Nullable AutoStartDefaults before, @Nullable AutoStartDefaults change) {
        if (before == null || change == null) {
            return change == null ? before : change;
        }
        return AutoStartDefaults.builder()
                .enabled(change.enabled() == null ? before.enabled() : change.enabled())
                .startDelay(change.startDelay() == null ? before.startDelay() : change.startDelay())
                .stopDelay(change.stopDelay() == null ? before.stopDelay() : change.stopDelay())
                .waitForHeartbeat(
                        change.waitForHeartbeat() == null ? before.waitForHeartbeat() : change.waitForHeartbeat())
                .stopAction(change.stopAction() == null ? before.stopAction() : change.stopAction())
                .build();
    }

    private void write(String bootId, HostAutoStartManagerConfig changed) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new SoapCodec(Vim25.NAMESPACE)
                .writeValue(text, "obj", changed, Vim25.NAMESPACE.versions().getLast());
        StateFile.write(file, bootId + "\n" + text.toString(StandardCharsets.UTF_8));
        boot = bootId;
        config = changed;
    }

    /** Those without a place in the order come last. */
    private static int order(AutoStartPowerInfo machine) {
        return machine.startOrder() < 0 ? Integer.MAX_VALUE : machine.startOrder();
    }

    synchronized boolean isEnabled() {
        return config.defaults() != null
                && Boolean.TRUE.equals(config.defaults().enabled());
    }

    /** The machines that start, the first one first. */
    synchronized List<AutoStartPowerInfo> starting() {
        return config.powerInfo().stream()
                .filter(each -> !is(each.startAction(), NONE))
                .toList();
    }

    /** The seconds after which the next machine starts. */
    synchronized int delaySeconds(AutoStartPowerInfo machine) {
        if (machine.startDelay() >= 0) {
            return machine.startDelay();
        }
        Integer usual = config.defaults() == null ? null : config.defaults().startDelay();
        return usual == null || usual < 0 ? DELAY_SECONDS : usual;
    }

    /** What ends a machine with the host: {@code powerOff}, {@code guestShutdown}, {@code suspend} or {@code none}. */
    synchronized String stopAction(AutoStartPowerInfo machine) {
        if (!is(machine.stopAction(), "systemDefault")) {
            return machine.stopAction();
        }
        return config.defaults() == null
                ? "powerOff"
                : Objects.requireNonNullElse(config.defaults().stopAction(), "powerOff");
    }

    /** Clients write these words with or without a capital. */
    static boolean is(String action, String word) {
        return action.equalsIgnoreCase(word);
    }
}
