package dev.carafe.vsphere.esxi.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The text that describes a disk (VMware's "Virtual Disk Format 5.0").
 *
 * @param cid changes when the content may have changed: a child that was made over another content does not fit any more
 * @param parentCid the parent's at the time when this became its child
 * @param createType such as {@code monolithicFlat}
 * @param parentHint where the parent's descriptor is
 * @param database what else is known of the disk, by keys such as {@code uuid}, in order
 */
record DiskDescriptor(
        long cid,
        OptionalLong parentCid,
        String createType,
        Optional<String> parentHint,
        List<Extent> extents,
        Map<String, String> database) {
    /** The most that a descriptor may be. */
    static final int BYTES_MAX = 64 << 10;

    static final long NO_PARENT = 0xffff_ffffL;
    static final String FLAT = "monolithicFlat";
    static final String FLAT_OF_ESX = "vmfs";
    /** No name of VMware's, so that its tools refuse what they could not read. */
    static final String DELTA = "carafeQcow2";

    private static final String UUID = "uuid";
    private static final String ADAPTER = "adapterType";
    private static final String THIN = "thinProvisioned";

    public DiskDescriptor {
        extents = List.copyOf(extents);
        database = Collections.unmodifiableMap(new LinkedHashMap<>(database));
    }

    /** A new disk's, with one file of content. */
    static DiskDescriptor flat(
            long cid, long sectors, String fileName, AdapterType adapter, Provisioning provisioning, String uuid) {
        Map<String, String> database = new LinkedHashMap<>();
        database.put(ADAPTER, adapter.value());
        database.put(UUID, uuid);
        database.put("virtualHWVersion", "21");
        database.put("longContentID", longContentId(cid));
        if (provisioning == Provisioning.THIN) {
            database.put(THIN, "1");
        }
        return new DiskDescriptor(
                        cid,
                        OptionalLong.empty(),
                        FLAT,
                        Optional.empty(),
                        List.of(new Extent("RW", sectors, Extent.FLAT, fileName)),
                        database)
                .withGeometry(sectors);
    }

    /** A disk's over this one. */
    DiskDescriptor child(long childCid, String hint, String fileName) {
        Map<String, String> childDatabase = new LinkedHashMap<>(database);
        childDatabase.put("longContentID", longContentId(childCid));
        return new DiskDescriptor(
                childCid,
                OptionalLong.of(cid),
                DELTA,
                Optional.of(hint),
                List.of(new Extent("RW", sectors(), Extent.QCOW2, fileName)),
                childDatabase);
    }

    /** Reads a descriptor. */
    static DiskDescriptor parse(byte[] content) throws CorruptDescriptorException {
        return DescriptorText.parse(content);
    }

    byte[] bytes() {
        return DescriptorText.text(this).getBytes(UTF_8);
    }

    /** What the guest sees, in 512 bytes. */
    public long sectors() {
        return extents.stream().mapToLong(Extent::sectors).sum();
    }

    public AdapterType adapterType() {
        return AdapterType.of(database.getOrDefault(ADAPTER, "")).orElse(AdapterType.LSI_LOGIC);
    }

    /** Whether the content takes its room as it is written. */
    public boolean isThin() {
        return "1".equals(database.get(THIN));
    }

    /** What the guest reads as the disk's identity; sixteen bytes in hexadecimal digits. */
    public Optional<String> uuid() {
        return Optional.ofNullable(database.get(UUID));
    }

    public int hardwareVersion() {
        return number("virtualHWVersion", 4);
    }

    public Geometry geometry() {
        Geometry usual = Geometry.of(sectors(), adapterType());
        return new Geometry(
                number("geometry.cylinders", usual.cylinders()),
                number("geometry.heads", usual.heads()),
                number("geometry.sectors", usual.sectors()));
    }

    DiskDescriptor withCid(long changed) {
        return new DiskDescriptor(changed, parentCid, createType, parentHint, extents, database)
                .with("longContentID", longContentId(changed));
    }

    DiskDescriptor withUuid(String changed) {
        return with(UUID, changed);
    }

    DiskDescriptor withParent(long parentsCid, String hint) {
        return new DiskDescriptor(cid, OptionalLong.of(parentsCid), createType, Optional.of(hint), extents, database);
    }

    DiskDescriptor withFileName(String fileName) {
        Extent only = extents.getFirst();
        return withExtent(new Extent(only.access(), only.sectors(), only.type(), fileName));
    }

    DiskDescriptor withSectors(long sectors) {
        Extent only = extents.getFirst();
        return withExtent(new Extent(only.access(), sectors, only.type(), only.fileName()))
                .withGeometry(sectors);
    }

    DiskDescriptor thick() {
        Map<String, String> changed = new LinkedHashMap<>(database);
        changed.remove(THIN);
        return new DiskDescriptor(cid, parentCid, createType, parentHint, extents, changed);
    }

    private DiskDescriptor withGeometry(long sectors) {
        Geometry geometry = Geometry.of(sectors, adapterType());
        return with("geometry.cylinders", String.valueOf(geometry.cylinders()))
                .with("geometry.heads", String.valueOf(geometry.heads()))
                .with("geometry.sectors", String.valueOf(geometry.sectors()));
    }

    private DiskDescriptor withExtent(Extent extent) {
        return new DiskDescriptor(cid, parentCid, createType, parentHint, List.of(extent), database);
    }

    private DiskDescriptor with(String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(database);
        changed.put(key, value);
        return new DiskDescriptor(cid, parentCid, createType, parentHint, extents, changed);
    }

    private int number(String key, int absent) {
        String value = database.getOrDefault(key, "");
        return value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : absent;
    }

    private static String longContentId(long cid) {
        return String.format(Locale.ROOT, "%032x", cid);
    }
}
