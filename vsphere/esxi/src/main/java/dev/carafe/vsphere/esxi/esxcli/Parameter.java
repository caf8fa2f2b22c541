package dev.carafe.vsphere.esxi.esxcli;

import java.util.List;

/**
 * What a command can be told.
 *
 * @param name as calls write it, such as {@code worldid}
 * @param aliases as people write it, such as {@code --world-id}
 */
record Parameter(String name, String help, List<String> aliases) {}
