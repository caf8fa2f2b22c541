package dev.carafe.vsphere.esxi.seed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A seed for cloud-init's NoCloud data source.
 *
 * @param metaData YAML with {@code instance-id}: a new one makes a guest take its seed again
 * @param userData begins with {@code #cloud-config} or {@code #!}
 * @param networkConfig YAML of version 1 or 2; empty to have DHCP on the first card
 */
public record NoCloudSeed(String metaData, String userData, Optional<String> networkConfig) {
    /** By this name cloud-init finds the disc. */
    static final String LABEL = "cidata";

    /** As a disc image. */
    public byte[] image() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("meta-data", metaData.getBytes(UTF_8));
        files.put("user-data", userData.getBytes(UTF_8));
        networkConfig.ifPresent(config -> files.put("network-config", config.getBytes(UTF_8)));
        return DiscImage.of(LABEL, files);
    }
}
