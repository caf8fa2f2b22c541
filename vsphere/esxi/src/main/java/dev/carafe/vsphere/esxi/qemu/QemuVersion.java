package dev.carafe.vsphere.esxi.qemu;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of QEMU. */
public record QemuVersion(int major, int minor, int micro) implements Comparable<QemuVersion> {
    /** The first release whose command line this package writes. */
    public static final QemuVersion OLDEST = new QemuVersion(7, 2, 0);

    /**
     * The first release that may move a running guest under TCG: 7.2 was seen to corrupt the memory of busy guests though it
     * reports that the migration completed; 10.0 was not.
     */
    public static final QemuVersion LIVE_MIGRATION_TCG = new QemuVersion(9, 0, 0);

    /** The first release that writes a machine's memory to a file without another program's help. */
    public static final QemuVersion STATE_FILES = new QemuVersion(8, 2, 0);

    private static final Pattern FORM = Pattern.compile("version (\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");
    private static final Comparator<QemuVersion> ORDER = Comparator.comparingInt(QemuVersion::major)
            .thenComparingInt(QemuVersion::minor)
            .thenComparingInt(QemuVersion::micro);

    /** Finds the release in what {@code qemu-system-x86_64 -version} prints. */
    public static Optional<QemuVersion> parse(String output) {
        Matcher matcher = FORM.matcher(output);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String micro = matcher.group(3);
        return Optional.of(new QemuVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                micro == null ? 0 : Integer.parseInt(micro)));
    }

    @Override
    public int compareTo(QemuVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }
}
