package dev.carafe.vsphere.esxi.disk;

import java.util.regex.Pattern;

/**
 * One line of a descriptor that says where content is: {@code RW 2048 FLAT "web-flat.vmdk" 0}.
 *
 * @param access {@code RW}, {@code RDONLY} or {@code NOACCESS}
 * @param sectors how much, in 512 bytes
 * @param type {@code FLAT}, {@code VMFS}, {@code SPARSE}, and so on
 * @param fileName in the descriptor's folder
 */
record Extent(String access, long sectors, String type, String fileName) {
    /** A file that holds content as it is. */
    static final String FLAT = "FLAT";
    /** The same, as VMware's hypervisor calls it. */
    static final String VMFS = "VMFS";
    /** A qcow2 file; no other tool knows it. */
    static final String QCOW2 = "QCOW2";

    static final Pattern LINE = Pattern.compile(
            "(RW|RDONLY|NOACCESS)\\s+([0-9]{1,15})\\s+([A-Z0-9]+)(?:\\s+\"([^\"]*)\"(?:\\s+([0-9]{1,15}))?.*)?");

    boolean isFlat() {
        return type.equals(FLAT) || type.equals(VMFS);
    }

    @Override
    public String toString() {
        String line = access + " " + sectors + " " + type + " \"" + fileName + "\"";
        return type.equals(FLAT) ? line + " 0" : line;
    }
}
