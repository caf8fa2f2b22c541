/**
 * Reads Kubernetes' protobuf form (application/vnd.kubernetes.protobuf), which kubectl and client-go send for built-in
 * kinds, by the numbers of the declarations. Pure.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
