package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.YamlTree;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Cidr;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that cloud-init was told to give a guest ({@code guestinfo.metadata}) come before those it has otherwise, such
 * as those that move from node to node. No I/O.
 */
final class StaticAddresses {
    /** The longest network configuration that is unpacked, in bytes. */
    private static final int UNPACKED_MAX_BYTES = 1 << 20;

    private StaticAddresses() {}

    /**
     * The candidates, those first that the guest was told to have, in that order; the others as they were.
     *
     * @throws IOException when the metadata cannot be read
     */
    static List<GuestAddresses.Candidate> first(
            List<GuestAddresses.Candidate> candidates, Map<String, String> extraConfig) throws IOException {
        String metadata = extraConfig.getOrDefault("guestinfo.metadata", "");
        if (metadata.isEmpty()
                || !extraConfig.getOrDefault("guestinfo.metadata.encoding", "").equals("base64")) {
            return candidates;
        }
        List<String> told = addresses(network(yaml(decoded(metadata))));
        List<GuestAddresses.Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingInt(candidate -> {
            int place = told.indexOf(candidate.address().getHostAddress());
            return place < 0 ? Integer.MAX_VALUE : place;
        }));
        return sorted;
    }

    private static Map<?, ?> network(Map<?, ?> metadata) throws IOException {
        Object network = metadata.get("network");
        String packed = network instanceof String text ? text : "";
        return switch (String.valueOf(metadata.get("network.encoding"))) {
            case "base64", "b64" -> yaml(decoded(packed));
            case "gzip+base64", "gz+b64" -> yaml(unpacked(decoded(packed)));
            default -> mapping(network);
        };
    }

    private static byte[] decoded(String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("illegal base64 data in guestinfo.metadata: " + e.getMessage(), e);
        }
    }

    private static byte[] unpacked(byte[] gzip) throws IOException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            byte[] bytes = stream.readNBytes(UNPACKED_MAX_BYTES + 1);
            if (bytes.length > UNPACKED_MAX_BYTES) {
                throw new IOException(
                        "the network in guestinfo.metadata is longer than " + UNPACKED_MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private static Map<?, ?> yaml(byte[] text) throws IOException {
        return mapping(YamlTree.read(new String(text, StandardCharsets.UTF_8)));
    }

    private static Map<?, ?> mapping(@Nullable Object tree) {
        return tree instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<String> addresses(Map<?, ?> network) {
        List<String> addresses = new ArrayList<>();
        for (Object ethernet : mapping(network.get("ethernets")).values()) {
            if (mapping(ethernet).get("addresses") instanceof List<?> list) {
                for (Object each : list) {
                    Cidr.address(String.valueOf(each).split("/", 2)[0])
                            .ifPresent(address -> addresses.add(address.getHostAddress()));
                }
            }
        }
        return addresses;
    }
}
