package dev.carafe.vsphere.esxi.hardware;

import java.util.List;

/**
 * What a disk's files are.
 *
 * @param chain the full names of its descriptors, the one that is written first, the base last; never empty
 * @param thin whether space is taken as it is written
 * @param eagerlyScrub whether all of it was zeroed when it was made
 * @param uuid the disk's own, in VMware's form; empty when it has none
 */
public record DiskFacts(List<String> chain, long capacityBytes, boolean thin, boolean eagerlyScrub, String uuid) {
    public DiskFacts {
        chain = List.copyOf(chain);
    }
}
