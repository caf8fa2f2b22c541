package dev.carafe.vsphere.vcenter.tagging;

/**
 * A tag on an object.
 *
 * @param type the object's, such as {@code VirtualMachine}
 * @param object what the server calls it
 */
public record Attachment(String tagId, String type, String object) {
    boolean isOn(String otherType, String other) {
        return type.equals(otherType) && object.equals(other);
    }
}
