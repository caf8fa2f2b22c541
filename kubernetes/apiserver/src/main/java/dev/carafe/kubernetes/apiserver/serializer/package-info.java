/**
 * Objects at rest, in upstream's own form: protobuf for built-in kinds, JSON for custom ones and for those of two groups that
 * upstream keeps in JSON. Either server starts on the other's data.
 *
 * <p>Pure; thread-safe.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.serializer;

import org.jspecify.annotations.NullMarked;
