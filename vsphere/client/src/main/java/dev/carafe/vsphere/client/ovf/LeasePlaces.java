package dev.carafe.vsphere.client.ovf;

import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.FileTransfers.Place;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseDeviceUrl;

/** Where a lease's files are. Pure. */
final class LeasePlaces {
    private LeasePlaces() {}

    /** The server of a lease may be a host that the connection does not know; vCenter vouches for it by its thumbprint. */
    static Place of(FileTransfers transfers, HttpNfcLeaseDeviceUrl url) throws OvfException {
        Place place;
        try {
            place = transfers.place(url.url());
        } catch (IllegalArgumentException e) {
            throw new OvfException("the server names no sound URL for " + url.key() + ": " + e.getMessage());
        }
        return transfers.isOwn(place) ? place : place.withThumbprint(url.sslThumbprint());
    }
}
