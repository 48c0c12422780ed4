/* Every construct of types that the DWARF reader knows, compiled by the tests with whatever compilers are there. */
typedef unsigned int u32;
typedef struct { int counter; } atomic_t;
typedef struct refcount_struct { atomic_t refs; } refcount_t;

enum colour { RED = -1, GREEN, BLUE = 7 };
enum { ANONYMOUS_A = 1, ANONYMOUS_B };

struct list_head { struct list_head *next, *prev; };

struct forward;

union word { u32 whole; unsigned char bytes[4]; };

struct task {
	volatile long state;
	const char *name;
	struct list_head children;
	struct task *parent;
	struct forward *unknown;
	atomic_t usage;
	refcount_t refs;
	union {
		struct { u32 low, high; };
		unsigned long both;
	};
	unsigned int one : 1;
	unsigned int three : 3;
	unsigned long : 4;
	unsigned int wide : 23;
	enum colour colour;
	int (*callback)(struct task *, int, ...);
	int matrix[2][3];
	_Bool flag;
	double number;
	union word word;
	struct task *flexible[];
};

const char linux_banner[] = "Linux version 0.0 (sample)\n";
struct task init_task = { .state = 1 };
static volatile u32 hidden_counter;
int ANONYMOUS = ANONYMOUS_B;

int run(struct task *task, int n)
{
	static int calls;
	struct local { int inside; } local = { n };
	hidden_counter += local.inside;
	return task->callback ? task->callback(task, ++calls) : (int)task->refs.refs.counter;
}

int main(void) { return run(&init_task, ANONYMOUS); }
