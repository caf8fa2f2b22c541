package dev.carafe.etcd;

/** The answer to a {@link WriteRequest}. */
public sealed interface WriteResponse
        permits PutResponse,
                DeleteRangeResponse,
                TxnResponse,
                CompactResponse,
                LeaseGrantResponse,
                LeaseRevokeResponse,
                LeaseCheckpointResponse,
                AlarmResponse,
                AuthResponse,
                DowngradeResponse {
    /** The store's revision once the request was applied. */
    long revision();
}
