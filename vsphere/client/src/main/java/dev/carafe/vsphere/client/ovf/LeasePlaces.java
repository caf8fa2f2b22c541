package dev.carafe.vsphere.client.ovf;

import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.FileTransfers.Place;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseDeviceUrl;
import org.jspecify.annotations.Nullable;

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
        Thumbprint thumbprint = thumbprint(url.sslThumbprint());
        boolean own = transfers.isOwn(place);
        return own || thumbprint == null ? place : new Place(place.uri(), thumbprint, place.headers());
    }

    private static @Nullable Thumbprint thumbprint(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? null : new Thumbprint(text);
        } catch (IllegalArgumentException _) {
            return null; // then the connection's own trust decides
        }
    }
}
