/**
 * Objects seen with their declarations: which paths they set, how two of them differ, how one is merged into another, and
 * what is left when paths are taken out (sigs.k8s.io/structured-merge-diff/typed; KEP 555).
 *
 * <p>Functions over trees and declarations; no threads, no I/O. What does not change is shared with the input. Items are
 * found in sorted maps, not by hash: their keys come from clients, who can choose them to collide.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.typed;

import org.jspecify.annotations.NullMarked;
