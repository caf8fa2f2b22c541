/**
 * The pages by which a person sees how a server runs: {@code /statusz} and {@code /flagz} (apiserver/pkg/server/statusz and
 * flagz). Knows the HTTP exchange and how media types are chosen, nothing of the resources.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.zpages;

import org.jspecify.annotations.NullMarked;
