/** BPF programs and the machine code that they were compiled to. */
package io.nodememory.kernel.linux.bpf;
