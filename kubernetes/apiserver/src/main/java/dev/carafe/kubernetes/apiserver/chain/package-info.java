/**
 * The request chain: one visible list of small steps from the HTTP edge down to the endpoints, and what is served beside
 * them (health, version, discovery). No step is called from below.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.chain;

import org.jspecify.annotations.NullMarked;
