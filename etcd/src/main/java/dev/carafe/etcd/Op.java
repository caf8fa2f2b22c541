package dev.carafe.etcd;

/** One operation of a transaction's branch; a transaction may hold further transactions. */
public sealed interface Op permits RangeRequest, PutRequest, DeleteRangeRequest, TxnRequest {}
