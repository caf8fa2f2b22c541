package dev.carafe.vsphere.vcenter.inventory;

import java.util.List;

/** How vCenter's ids begin: by kind of entity, and for folders by what they hold. A number follows. */
public final class Ids {
    public static final String DATACENTER_FOLDER = "group-d";
    public static final String VM_FOLDER = "group-v";
    public static final String HOST_FOLDER = "group-h";
    public static final String DATASTORE_FOLDER = "group-s";
    public static final String NETWORK_FOLDER = "group-n";
    public static final String STORAGE_POD = "group-p";
    public static final String DATACENTER = "datacenter-";
    public static final String CLUSTER = "domain-c";
    public static final String COMPUTE_RESOURCE = "domain-s";
    public static final String POOL = "resgroup-";
    public static final String HOST = "host-";
    public static final String MACHINE = "vm-";
    public static final String DATASTORE = "datastore-";
    public static final String NETWORK = "network-";

    public static final String SWITCH = "dvs-";
    public static final String PORTGROUP = "dvportgroup-";

    private Ids() {}

    /** How the id of a folder for such children begins. */
    public static String folder(List<String> childTypes) {
        for (String type : childTypes) {
            switch (type) {
                case "Datacenter" -> {
                    return DATACENTER_FOLDER;
                }
                case "VirtualMachine" -> {
                    return VM_FOLDER;
                }
                case "ComputeResource" -> {
                    return HOST_FOLDER;
                }
                case "Datastore" -> {
                    return DATASTORE_FOLDER;
                }
                case "Network" -> {
                    return NETWORK_FOLDER;
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException("there is no folder for " + childTypes);
    }
}
