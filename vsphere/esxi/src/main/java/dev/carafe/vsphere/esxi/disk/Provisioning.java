package dev.carafe.vsphere.esxi.disk;

/** When a disk takes its room on the datastore ({@code VirtualDiskType}). */
public enum Provisioning {
    /** As it is written. */
    THIN,
    /** All at once, without writing it. */
    THICK,
    /** All at once, each block written. */
    EAGER_ZEROED
}
