/** Values as a store keeps them, and their hash. */
package io.nodememory.evidence.value;
