/**
 * OpenAPI documents, made from the declarations when first asked for: version 3, one a group and version, and version 2, one
 * for all, in JSON and in gnostic's protobuf. No threads.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
