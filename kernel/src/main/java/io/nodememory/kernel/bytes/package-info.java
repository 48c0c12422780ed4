/** Little-endian numbers, decompression and reading ahead: bytes of any file. */
package io.nodememory.kernel.bytes;
