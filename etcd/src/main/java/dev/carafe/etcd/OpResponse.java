package dev.carafe.etcd;

/** The answer to one {@link Op}, in the order of the branch that was taken. */
public sealed interface OpResponse permits RangeResponse, PutResponse, DeleteRangeResponse, TxnResponse {
    /** The store's revision that the operation saw or made. */
    long revision();
}
