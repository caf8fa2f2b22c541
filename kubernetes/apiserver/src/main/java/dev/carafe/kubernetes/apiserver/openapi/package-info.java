/** OpenAPI v3 documents, one a group and version, made from the declarations when first asked for. No threads. */
@NullMarked
package dev.carafe.kubernetes.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
