package dev.carafe.vsphere.vcenter.dataset;

/** What one side may do with the entries of a data set. */
public enum Access {
    NONE,
    READ_ONLY,
    READ_WRITE
}
