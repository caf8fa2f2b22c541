package dev.carafe.vsphere.vmomi.diagnostic;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Description;
import dev.carafe.vsphere.vim.vim25.DiagnosticManager;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerLogDescriptor;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerLogHeader;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a server's own log, whichever host is asked about: who has several puts before it what asks theirs.
 *
 * @param log which one it is: {@code hostd} of a host, {@code vpxd} of a vCenter
 */
public record ServedDiagnosticManager(ManagedObjectReference<DiagnosticManager> reference, Log log, LogTail tail)
        implements DiagnosticManager, ServedObject {
    /** As many as vCenters answer at once. */
    static final int LINES_MAX = 1_000;

    /**
     * A log.
     *
     * @param key what clients ask for it by
     * @param creator the program that writes it
     * @param label for people
     */
    public record Log(String key, String creator, String label) {}

    @Override
    public List<DiagnosticManagerLogDescriptor> queryDescriptions(@Nullable ManagedObjectReference<HostSystem> host) {
        return List.of(DiagnosticManagerLogDescriptor.builder()
                .key(log.key())
                .fileName(log.creator() + ".log")
                .creator(log.creator())
                .format("plain")
                .mimeType("text/plain")
                .info(Description.builder()
                        .label(log.label())
                        .summary(log.label() + ", as far as it is kept in memory")
                        .build())
                .build());
    }

    @Override
    public DiagnosticManagerLogHeader browseDiagnosticLog(
            @Nullable ManagedObjectReference<HostSystem> host,
            String key,
            @Nullable Integer start,
            @Nullable Integer lines) {
        if (!key.equals(log.key())) {
            throw invalid("key", "there is no log " + key + "; " + log.key() + " is one");
        }
        if (lines != null && lines < 0) {
            throw invalid("lines", "it is negative");
        }
        LogTail.Part part =
                tail.read(start == null ? 1 : start, lines == null ? LINES_MAX : Math.min(lines, LINES_MAX));
        return DiagnosticManagerLogHeader.builder()
                .lineStart(part.first())
                .lineEnd(part.last())
                .lineText(part.text())
                .build();
    }

    private static dev.carafe.vsphere.vim.FaultException invalid(String property, String why) {
        return InvalidArgument.builder()
                .invalidProperty(property)
                .build()
                .exception("A specified parameter was not correct: " + property + ": " + why);
    }
}
