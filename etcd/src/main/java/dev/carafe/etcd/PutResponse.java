package dev.carafe.etcd;

import org.jspecify.annotations.Nullable;

/**
 * A key was written.
 *
 * @param revision the revision made
 * @param prevKv the key as it was, when asked for and when there was one
 */
public record PutResponse(long revision, @Nullable KeyValue prevKv) implements OpResponse, WriteResponse {}
