package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseInfo;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseProperties;

/**
 * A host writes the URLs of a lease with {@code *} for itself, since its client knows where it is. A client of vCenter does
 * not, so that vCenter says it. Pure.
 */
final class LeaseAddresses {
    private static final String ANYWHERE = "https://*/";

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

    private static String reachable(String url, String authority) {
        return url.startsWith(ANYWHERE) ? "https://" + authority + "/" + url.substring(ANYWHERE.length()) : url;
    }
}
