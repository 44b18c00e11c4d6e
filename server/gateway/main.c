/*
 * ezhili-gateway: started by ezhilid. By itself it only prints the protocol.
 */
#include "gateway/boot.h"
#include "gateway/dispatch.h"
#include "gateway/protocol_print.h"

#include "base/log.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static int print_protocol(void)
{
	struct buf out = BUF_INIT((size_t)4 << 20);

	protocol_print(&out);
	fwrite(out.p, 1, out.len, stdout);
	putchar('\n');
	buf_release(&out);
	return fflush(stdout) ? 1 : 0;
}

int main(int argc, char **argv)
{
	static struct gateway gw; /* large, and lives as long as the process */

	if (argc == 2 && strcmp(argv[1], "--print-protocol") == 0)
		return print_protocol();
	if (argc > 1) {
		fprintf(stderr,
			"ezhili-gateway 由 ezhilid 启动；单独运行只支持 --print-protocol\n"
			"ezhili-gateway is started by ezhilid; alone it knows --print-protocol\n");
		return 2;
	}
	if (sodium_init() < 0 || dispatch_check_tables())
		return 1;
	if (gateway_boot(&gw))
		return 1;
	ws_run(gw.ws);
	gateway_release(&gw);
	return 0;
}
