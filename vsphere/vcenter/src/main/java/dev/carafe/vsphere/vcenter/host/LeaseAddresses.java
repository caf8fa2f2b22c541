package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.vim25.FileTransferInformation;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseInfo;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseProperties;
import org.jspecify.annotations.Nullable;

/**
 * A host writes the URLs of a lease and of a guest's file with {@code *} for itself, since its client knows where it is. A client of vCenter does
 * not, so that vCenter says it. Pure.
 */
final class LeaseAddresses {
    private static final String ANYWHERE = "https://*";

    private LeaseAddresses() {}

    /** The properties, where they are a lease's with URLs that lead to the host. */
    static DataObject reachable(DataObject properties, String authority) {
        if (!(properties instanceof HttpNfcLeaseProperties lease) || lease.info() == null) {
            return properties;
        }
        HttpNfcLeaseInfo info = lease.info();
        return lease.toBuilder()
                .info(info.toBuilder()
                        .deviceUrl(info.deviceUrl().stream()
                                .map(device -> device.toBuilder()
                                        .url(reachable(device.url(), authority))
                                        .build())
                                .toList())
                        .hostMap(info.hostMap().stream()
                                .map(map -> map.toBuilder()
                                        .hosts(map.hosts().stream()
                                                .map(host -> host.toBuilder()
                                                        .url(reachable(host.url(), authority))
                                                        .build())
                                                .toList())
                                        .build())
                                .toList())
                        .build())
                .build();
    }

    /** What a host answered of the transfer of a guest's file, with a URL that leads to the host. */
    static @Nullable Object ofTransfer(@Nullable Object result, String authority) {
        return switch (result) {
            case String url -> reachable(url, authority);
            case FileTransferInformation file ->
                file.toBuilder().url(reachable(file.url(), authority)).build();
            case null, default -> result;
        };
    }

    private static String reachable(String url, String authority) {
        if (!url.startsWith(ANYWHERE)) {
            return url;
        }
        String rest = url.substring(ANYWHERE.length()); // a port, or a path
        return "https://" + (rest.startsWith(":") ? address(authority) : authority) + rest;
    }

    /** An authority without its port. */
    private static String address(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
