package dev.carafe.etcd;

/** What can change the store, and hence what its log records. */
public sealed interface WriteRequest
        permits PutRequest,
                DeleteRangeRequest,
                TxnRequest,
                CompactRequest,
                LeaseGrantRequest,
                LeaseRevokeRequest,
                LeaseCheckpointRequest,
                AlarmRequest,
                AuthRequest,
                DowngradeRequest,
                CallerRequest {}
