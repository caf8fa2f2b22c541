package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.OvfXmlFormat;

/** Text that is no OVF descriptor; says where. */
public final class MalformedOvfException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    MalformedOvfException(int line, String reason) {
        super(reason);
        this.line = line;
        this.reason = reason;
    }

    /** As it stands among the errors of a result. */
    LocalizedMethodFault fault() {
        return new LocalizedMethodFault(
                OvfXmlFormat.builder().lineNumber(line).description(reason).build(), "Line " + line + ": " + reason);
    }
}
